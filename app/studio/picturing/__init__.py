"""Pictures of the office's own on the answers of a question: the page to bring them and to say what they show.

What a picture may be is said by `surveys.pictures`; here they come into a draft, and with it into versions and previews.
"""
