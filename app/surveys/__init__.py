"""What is asked: the questionnaire and everything that follows from it alone, and the waves in which it is fielded.

Pure ideas first: `questionnaire`, `routing`, `checks`, `codebook`, `plan`, `evidence`, `sampling`. Then tables (`models`), data
(`starter`, `support`) and acts (`versions`, `waves`). Knows no accounts and no HTTP.
"""
