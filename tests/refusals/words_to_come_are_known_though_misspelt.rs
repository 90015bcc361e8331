use staticnn::prelude::network;

network! { struct Net< 3 -> droput 0.2 -> 1 >; }

fn main() {}
