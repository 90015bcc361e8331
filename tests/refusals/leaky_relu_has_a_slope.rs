use staticnn::prelude::network;

network! { struct Net< 3 -> 12 leaky_relu -> 1 >; }

fn main() {}
