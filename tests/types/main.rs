//! What compiles and what doesn't: declarations that are accepted, wherever they stand, and refusals with their messages.

mod accepted;
mod hygiene;
mod refusals;
