use staticnn::prelude::network;

network! { struct Net< 3 -> 1 >;; }

fn main() {}
