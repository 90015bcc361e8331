use staticnn::prelude::network;

network! { struct Net< 3 -> (10 / 0) relu -> 1 >; }

fn main() {}
