use staticnn::prelude::network;

network! { struct Net< 3 -> 12 "relu" -> 1 >; }

fn main() {}
