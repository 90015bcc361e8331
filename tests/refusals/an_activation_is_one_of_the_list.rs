use staticnn::prelude::network;

network! { struct Net< 3 -> 12 cube -> 1 >; }

fn main() {}
