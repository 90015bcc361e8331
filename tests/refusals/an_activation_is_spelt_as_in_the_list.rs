use staticnn::prelude::network;

network! { struct Net< 3 -> 12 rleu -> 4 leakyrelu(0.1) -> 1 gelu >; }

fn main() {}
