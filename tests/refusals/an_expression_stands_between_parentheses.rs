use staticnn::prelude::network;

const HIDDEN: usize = 12;

network! { struct Net< 3 -> HIDDEN * 2 -> { HIDDEN } -> 1 >; }

fn main() {}
