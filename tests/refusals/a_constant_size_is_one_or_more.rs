use staticnn::prelude::network;

const NONE: usize = 0;

network! { struct Net< 3 -> NONE relu -> (NONE * 2) -> 1 >; }

fn main() {}
