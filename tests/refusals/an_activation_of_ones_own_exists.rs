use staticnn::prelude::network;

network! { struct Net< 3 -> 12 Swish -> 1 >; }

fn main() {}
