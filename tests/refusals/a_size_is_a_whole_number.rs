use staticnn::prelude::network;

network! { struct Net< 3 -> 2.5 relu -> 1e3 -> 1 >; }

fn main() {}
