use staticnn::prelude::network;

const MANY: usize = 1 << 24;

network! { struct Net< 3 -> MANY relu -> (MANY + 1) -> 1 >; }

fn main() {}
