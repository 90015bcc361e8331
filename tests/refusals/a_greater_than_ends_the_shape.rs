use staticnn::prelude::network;

network! { struct Net< 3 -> 12 relu > 8 -> 1 >; }

fn main() {}
