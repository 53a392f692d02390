"""The office's design time: looking at a survey, making its waves, and the gates before children are asked.

`gates` is pure and holds promise 5; `opening` is the only way through it. Then what pages show (`wording`, `pages`,
`wave_pages`) and `routes`.
"""
