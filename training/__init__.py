"""Makes the generated files of rules/vocabulary: word forms and the weights of the model.

Development only; not in the wheel.
"""
