//! Tests of the macro on tokens: they need no library.

mod expansion;
mod files;
mod kinds;
mod messages;
mod mutations;
