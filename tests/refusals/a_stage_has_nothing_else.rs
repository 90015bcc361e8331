use staticnn::prelude::network;

network! { struct Net< 3 -> 12 relu ! -> 8 tanh [2] -> 1 >; }

fn main() {}
