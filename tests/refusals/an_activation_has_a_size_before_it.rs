use staticnn::prelude::network;

network! { struct Net< 3 -> relu -> 1 >; }

fn main() {}
