use staticnn::prelude::network;

const HIDDEN: u32 = 12;

network! { struct Net< 3 -> HIDDEN relu -> 1 >; }

fn main() {}
