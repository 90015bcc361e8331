use staticnn::prelude::network;

network! { struct Net< 3 -> 12 my::square -> 1 >; }

fn main() {}
