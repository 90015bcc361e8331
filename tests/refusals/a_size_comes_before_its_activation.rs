use staticnn::prelude::network;

network! { struct Net< 3 -> relu 12 -> no_bias 1 >; }

fn main() {}
