use staticnn::prelude::network;

network! { struct Net< 3 tanh -> 0 rellu -> 12u8 relu(1) -> hidden: 4 softmax -> hidden: 1 >; }

fn main() {}
