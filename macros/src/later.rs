//! Stages that this version doesn't have.

/// Words of stages that this version doesn't have, each with what to do instead.
pub(crate) const LATER: &[(&str, &str)] = &[
    ("concat", "put the values side by side in the input"),
    ("heads", "put all outputs side by side in the last stage, or declare a network for each"),
    ("residual", "write your own layer, see `staticnn::layer`"),
];

/// What to write for a word of `LATER`.
pub(crate) fn instead(word: &str) -> Option<&'static str> {
    LATER.iter().find(|(name, _)| *name == word).map(|(_, cure)| *cure)
}
