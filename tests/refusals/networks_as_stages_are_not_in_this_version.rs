use staticnn::prelude::network;

network! { struct Net< 3 -> Encoder -> 1 >; }

fn main() {}
