use staticnn::prelude::network;

network! { struct Net< input: 3 -> 12 relu -> 1 >; }

fn main() {}
