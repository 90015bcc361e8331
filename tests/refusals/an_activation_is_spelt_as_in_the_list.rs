use staticnn::prelude::network;

network! { struct Net< 3 -> 12 rleu -> 4 leakyrelu(0.1) -> 8 swish -> 2 ReLU -> 1 RELU >; }

fn main() {}
