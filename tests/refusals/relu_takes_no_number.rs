use staticnn::prelude::network;

network! { struct Net< 3 -> 12 relu(0.1) -> 8 relu 0.5 -> 1 >; }

fn main() {}
