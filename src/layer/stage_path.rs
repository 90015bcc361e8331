//! The name of a stage within a network.

use core::fmt;

/// The name of a stage, with those of the stages that it is in: `encoder.layer1`.
#[derive(Clone, Copy, Debug)]
pub struct StagePath<'a> {
    outer: Option<&'a StagePath<'a>>,
    name: &'static str,
}

impl<'a> StagePath<'a> {
    /// The network itself, which has no name.
    pub(crate) const NETWORK: Self = Self { outer: None, name: "" };

    /// The name of a stage in this one.
    pub(crate) fn stage(outer: &'a Self, name: &'static str) -> Self {
        Self { outer: Some(outer), name }
    }

    /// The name of the stage's field in its network.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How many stages it is in: 0 for a stage of the network itself.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.outer.and_then(|outer| outer.outer.map(|_| 1 + outer.depth())).unwrap_or(0)
    }
}

/// Compares with a name as it is displayed.
impl PartialEq<str> for StagePath<'_> {
    fn eq(&self, other: &str) -> bool {
        match (self.outer, other.strip_suffix(self.name)) {
            (_, None) | (None, _) => false,
            (Some(outer), Some("")) => outer.outer.is_none(),
            (Some(outer), Some(rest)) => rest.strip_suffix('.').is_some_and(|rest| *outer == *rest),
        }
    }
}

impl fmt::Display for StagePath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer.filter(|outer| outer.outer.is_some()) {
            write!(f, "{outer}.")?;
        }
        f.write_str(self.name)
    }
}
