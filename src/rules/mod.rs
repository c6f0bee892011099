//! Rules: what a rule file says, compiled once, applied to open elements (selectors) and finished blocks (phrases).
