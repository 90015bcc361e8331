use staticnn::prelude::network;

network! { struct Net< 3 -> 16777217 relu -> 99999999999999999999 -> 1 >; }

fn main() {}
