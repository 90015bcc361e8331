use staticnn::prelude::network;

network! { struct < 3 -> 1 >; }

fn main() {}
