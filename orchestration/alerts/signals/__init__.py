"""What each family sees in its series: a pure function from matrices to signals, vectorised over days and groups.

Does not belong here: hysteresis in time, cooldown, worsening, inhibition (folding.py).
"""
