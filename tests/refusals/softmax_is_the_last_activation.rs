use staticnn::prelude::network;

network! { struct Net< 3 -> 12 softmax -> 1 >; }

fn main() {}
