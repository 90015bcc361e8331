// A dense network by hand with Eigen: forward pass, backward pass and update in matrices that are allocated once.
#pragma once

#define EIGEN_STACK_ALLOCATION_LIMIT 0 // networks are on the heap
#include <Eigen/Core>

#include "process.hpp"

// A row vector has to be row-major and a column vector column-major.
constexpr int order(int rows, int columns, int wanted) {
    return rows == 1 ? Eigen::RowMajor : columns == 1 ? Eigen::ColMajor : wanted;
}
template <int Rows, int Columns, int Order>
using Matrix = Eigen::Matrix<float, Rows, Columns, order(Rows, Columns, Order)>;

// Values of samples x features lie in memory with the samples side by side.
template <int Rows, int Columns> using Values = Matrix<Rows, Columns, Eigen::ColMajor>;

// How products are computed: by Eigen's kernels, or, if LAZY, coefficient by coefficient. FUSED adds the bias and applies
// the activation to each coefficient of a product as it is computed, in hidden layers, and in the last one too if LAZY.
template <bool FUSED, bool LAZY> struct Product {
    static constexpr bool fused_hidden = FUSED, fused_last = FUSED && LAZY;

    template <class A, class B, class C> static void assign(C &c, const A &a, const B &b) {
        if constexpr (LAZY)
            c.noalias() = a.lazyProduct(b);
        else
            c.noalias() = a * b;
    }
};

enum Activation { NONE, RELU, TANH };

struct Step {
    Activation activation;
    bool adam;
    float rate;
    double powers[2] = {1.0, 1.0};
    float first = 0, second = 0;

    void next() {
        first = rate / float(1.0 - (powers[0] *= 0.9));
        second = 1.0f / float(1.0 - (powers[1] *= 0.999));
    }
};

template <class M> struct Moving {
    M values, gradient, m = M::Zero(), v = M::Zero();

    void update(const Step &step) {
        if (step.adam) {
            m.array() = 0.9f * m.array() + 0.1f * gradient.array();
            v.array() = 0.999f * v.array() + 0.001f * gradient.array().square();
            values.array() -= step.first * m.array() / ((v.array() * step.second).sqrt() + 1e-8f);
        } else {
            values -= step.rate * gradient;
        }
    }
};

template <class P, int B, int I, int O> struct Layer {
    Moving<Matrix<I, O, Eigen::RowMajor>> weight;
    Moving<Matrix<1, O, Eigen::RowMajor>> bias;
    Values<B, O> y, dz;

    // `index` counts the parameters: the weight by inputs and outputs, then the bias.
    void start(uint32_t &index) {
        for (int i = 0; i < I; ++i)
            for (int o = 0; o < O; ++o) weight.values(i, o) = number(index++) * (1.0f / std::sqrt(float(I)));
        for (int o = 0; o < O; ++o) bias.values(o) = number(index++) * 0.1f;
    }

    template <bool HIDDEN, class X> void forward(const X &x, Activation activation) {
        if constexpr (HIDDEN ? P::fused_hidden : P::fused_last) {
            auto z = x.lazyProduct(weight.values) + bias.values.template replicate<B, 1>();
            activate(z, activation);
        } else {
            P::assign(y, x, weight.values);
            y.rowwise() += bias.values;
            if (activation != NONE) activate(y, activation);
        }
    }

    template <class Z> void activate(const Z &z, Activation activation) {
        if (activation == RELU)
            y = z.cwiseMax(0.0f);
        else if (activation == TANH)
            y = z.array().tanh();
        else
            y = z;
    }

    void derive(Activation activation) {
        if (activation == TANH)
            dz.array() *= 1.0f - y.array().square();
        else
            dz = (y.array() > 0.0f).select(dz, 0.0f);
    }

    template <class X> void backward(const X &x) {
        P::assign(weight.gradient, x.transpose(), dz);
        bias.gradient = dz.colwise().sum();
    }
};

template <class P, int B, int I, int O, int... Rest> struct Network {
    Layer<P, B, I, O> layer;
    Network<P, B, O, Rest...> next;

    void start(uint32_t &index) { layer.start(index), next.start(index); }
    auto &last() { return next.last(); }

    template <class X> void forward(const X &x, Activation activation) {
        layer.template forward<true>(x, activation);
        next.forward(layer.y, activation);
    }

    template <class X> void backward(const X &x, Activation activation) {
        next.backward(layer.y, activation);
        P::assign(layer.dz, next.layer.dz, next.layer.weight.values.transpose());
        layer.derive(activation);
        layer.backward(x);
    }

    void update(const Step &step) {
        layer.weight.update(step), layer.bias.update(step);
        next.update(step);
    }
};

template <class P, int B, int I, int O> struct Network<P, B, I, O> {
    Layer<P, B, I, O> layer;

    void start(uint32_t &index) { layer.start(index); }
    auto &last() { return layer; }
    template <class X> void forward(const X &x, Activation) { layer.template forward<false>(x, NONE); }
    template <class X> void backward(const X &x, Activation) { layer.backward(x); }
    void update(const Step &step) { layer.weight.update(step), layer.bias.update(step); }
};

// The mean squared error; writes the derivatives.
template <class Layer, class T> float squared_error(Layer &last, const T &targets) {
    last.dz = last.y - targets;
    float sum = last.dz.squaredNorm();
    last.dz *= 2.0f / float(last.y.size());
    return sum / float(last.y.size());
}

// The mean cross-entropy of the softmax; writes the derivatives.
template <class Layer> float cross_entropy(Layer &last, const std::vector<int> &classes) {
    float sum = 0, scale = 1.0f / float(classes.size());
    for (int sample = 0; sample < int(classes.size()); ++sample) {
        auto y = last.y.row(sample);
        auto dz = last.dz.row(sample);
        float largest = y.maxCoeff();
        dz = (y.array() - largest).exp();
        float total = dz.sum();
        sum += std::log(total) - (y(classes[sample]) - largest);
        dz *= scale / total;
        dz(classes[sample]) -= scale;
    }
    return sum * scale;
}
