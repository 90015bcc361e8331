use staticnn::prelude::network;

network! { struct Net< 1x28x28 -> 10 >; }

fn main() {}
