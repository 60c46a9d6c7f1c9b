"""What feedback is about: the themes of the open NHS framework of patient experience, and suggestions of them.

    framework.py   the themes as they ship; administrators add, rename and retire them in the browser
    features.py    a text as counted pieces, the same for learning and for suggesting
    model.py       a linear model as plain arrays: reads a text, suggests themes; needs no learning library
    training.py    makes a model from labelled texts and measures it; needs scikit-learn (requirements-themes.txt)
    examples.py    the labelled texts: a CSV file to begin with, and what moderators decided since
    suggesting.py  the model in use, and whether it is good enough to be

    CSV ─────────────┐
    decided at the desk ┴─> examples ─> training ─> measured on people it has not seen ─> theme_models ─> suggestions
                                                                  below the floor: kept, shown, not used

A suggestion is never more than that: a moderator decides, and what they decide is what the next model learns from.
"""
