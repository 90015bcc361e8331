use staticnn::prelude::network;

network! { struct Net< 16 -> conv 8 (5) relu -> flatten -> 10 >; }

fn main() {}
