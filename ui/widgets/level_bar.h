// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <QWidget>

namespace talktrack {

/// A level as a row of segments that fills; says "no signal" in words where nothing arrives. Its accessible
/// value is the level in dB below full scale.
class LevelBar final : public QWidget
{
    Q_OBJECT

public:
    explicit LevelBar(QWidget *parent = nullptr);

    float levelDbfs() const { return m_rms; }
    bool hasSignal() const;
    /// What the meter says in words: "no signal", "−18 dB", or that it is not measuring.
    QString valueText() const;

    void showLevel(float rmsDbfs, float peakDbfs);
    /// Nothing is being measured.
    void showOff();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    float m_rms = silenceDbfs;
    float m_peak = silenceDbfs;
    bool m_measuring = false;
};

} // namespace talktrack
