//! Networks in files: what is written comes back bit for bit, other programs take it, and what isn't such a file is refused.

mod checkpoints;
mod disk;
mod idx;
mod killed;
mod mutations;
mod networks;
mod pretrained;
mod pytorch;
mod refusals;
mod round_trips;
mod rtneural;
