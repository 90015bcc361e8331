//! Tests of the macro on tokens: they need no library.

mod expansion;
mod floors;
mod kinds;
mod messages;
mod mutations;
