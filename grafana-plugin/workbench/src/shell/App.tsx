/** The frame of everything: theme, global styles, router, and the pages. */
import { getThemeById, ThemeContext } from '@grafana/data';
import { config, LocationServiceProvider, locationService } from '@grafana/runtime';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { type JSX, useMemo, useState } from 'react';
import { Router } from 'react-router-dom';
import { CompatRouter, Navigate, Route, Routes, useLocation } from 'react-router-dom-v5-compat';
import { PANELS } from '../panels.ts';
import { keepTheme, readTheme, type ThemeName } from '../theme-choice.ts';
import { AppPage } from './AppPage.tsx';
import { ExplorePage } from './ExplorePage.tsx';
import { PanelPage } from './PanelPage.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import { Shell } from './Shell.tsx';
import { Toasts } from './Toasts.tsx';

export function App(): JSX.Element {
  const [themeName, setThemeName] = useState(readTheme);
  const theme = useMemo(() => getThemeById(themeName), [themeName]);
  config.theme2 = theme;
  const chooseTheme = (name: ThemeName): void => {
    keepTheme(name);
    setThemeName(name);
    locationService.partial({ theme: name === 'light' ? 'light' : null }, true);
  };
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Router history={locationService.getHistory()}>
          <CompatRouter>
            <Shell themeName={themeName} onThemeChange={chooseTheme}>
              <Routes>
                <Route path="/d/:slug" element={<PanelPage />} />
                <Route path="/a/:pluginId/*" element={<AppPage />} />
                <Route path="/explore/:uid" element={<ExplorePage />} />
                <Route path="/connections/datasources/edit/:uid" element={<SettingsPage />} />
                <Route path="*" element={<FirstPanel />} />
              </Routes>
            </Shell>
          </CompatRouter>
        </Router>
      </LocationServiceProvider>
      <PortalContainer />
      <Toasts />
    </ThemeContext.Provider>
  );
}

/** Any other address leads to the first panel; what it says about range, size and theme stays. */
function FirstPanel(): JSX.Element {
  const { search } = useLocation();
  return <Navigate to={{ pathname: `/d/${PANELS[0]?.slug}`, search }} replace />;
}
