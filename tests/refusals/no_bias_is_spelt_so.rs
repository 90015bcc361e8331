use staticnn::prelude::network;

network! { struct Net< 3 -> 12 relu no_bais -> 1 >; }

fn main() {}
