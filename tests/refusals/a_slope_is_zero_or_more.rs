use staticnn::prelude::network;

network! { struct Net< 3 -> 12 leaky_relu(-0.1) -> 4 leaky_relu(0.1, 0.2) -> 2 elu(1e400) -> 1 >; }

fn main() {}
