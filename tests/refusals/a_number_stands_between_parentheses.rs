use staticnn::prelude::network;

network! { struct Net< 3 -> 12 leaky_relu 0.1 -> 8 leaky_relu[0.1] -> 1 >; }

fn main() {}
