use staticnn::prelude::network;

network! { struct Net< 3 -> 12 no_bias relu -> 1 >; }

fn main() {}
