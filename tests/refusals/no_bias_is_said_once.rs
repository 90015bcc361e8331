use staticnn::prelude::network;

network! { struct Net< 3 -> 12 relu no_bias no_bias -> 1 >; }

fn main() {}
