//! Tests of the macro on tokens: they need no library.

mod expansion;
mod kinds;
mod messages;
mod mutations;
