//! What a wrong token was probably meant to be: "did you mean ...?" and its relatives.
//!
//! The parser reads what is right and asks these functions for the message about what isn't.

pub(crate) mod leftovers;
pub(crate) mod literals;
pub(crate) mod nearest;
pub(crate) mod other_libraries;
pub(crate) mod sizes;
pub(crate) mod words;
