use staticnn::prelude::network;

network! { struct Net< 3 -> 12 relu bias -> 1 >; }

fn main() {}
