use staticnn::prelude::network;

network! { struct Net< 3 -> 12 leaky_relu(small) -> 4 leaky_relu(0.1f32) -> 1 >; }

fn main() {}
