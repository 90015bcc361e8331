//! What the documentation promises: what errors say, how much stack is needed, no access beyond the memory.
//!
//! `allocation` is a process of its own, since its counter counts for the whole process; `renamed`, `strict` and `no_std`
//! are packages.

mod data;
mod errors;
mod extremes;
mod floors;
mod memory;
mod misfits;
mod rows;
mod stack;
