use staticnn::prelude::network;

network! { struct Net< 3 -> predict: 12 relu -> gradient: 1 >; }

fn main() {}
